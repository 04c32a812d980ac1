// The language switch leads to the same page in the other language, also after an instant
// navigation, which does not redraw the header. Material does this by itself only for languages
// that lie beside each other; here one lies inside the other (/ and /en/).
;(() => {
  const settings = JSON.parse(document.getElementById("__config").textContent)
  const base = new URL(settings.base + "/", location.href).href
  const links = [...document.querySelectorAll(".md-header a[hreflang]")]
  const roots = new Map(links.map(link => [link, link.href]))

  document$.subscribe(() => {
    const here = location.href.split("#")[0]
    const page = here.startsWith(base) ? here.slice(base.length) : ""
    for (const [link, root] of roots) link.href = root + page
  })
})()
