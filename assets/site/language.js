// The language switch leads to the same page and heading in the other language, also after an instant
// navigation, which does not redraw the header. Material finds the page by itself only for languages
// that lie beside each other; here one lies inside the other (/ and /en/).
;(() => {
  const settings = JSON.parse(document.getElementById("__config").textContent)
  // On the page for missing addresses the base is absolute, and may be "/".
  const base = new URL(settings.base.replace(/\/*$/, "/"), location.href).href
  const links = [...document.querySelectorAll(".md-header a[hreflang]")]
  const roots = new Map(links.map(link => [link, link.href]))

  // The ids of headings and steps are the same in both languages, except that of the title.
  const place = () => {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    const seen = named?.getBoundingClientRect()
    if (seen?.bottom > 0 && seen.top < innerHeight && named.tagName !== "H1") return "#" + named.id
    if (document.querySelector("article h1")?.getBoundingClientRect().bottom > 0) return ""
    const above = [...document.querySelectorAll("article :is(h2, h3, h4)[id]")].filter(
      heading => heading.getBoundingClientRect().top < innerHeight / 3
    )
    return above.length ? "#" + above.at(-1).id : ""
  }
  const aim = () => {
    const here = location.href.split(/[?#]/)[0]
    const page = here.startsWith(base) ? here.slice(base.length) : ""
    for (const [link, root] of roots) link.href = root + page + place()
  }

  document$.subscribe(aim)
  // Before a click, a new tab or the keyboard can use the link.
  for (const use of ["pointerenter", "pointerdown", "focusin"])
    for (const link of links) link.addEventListener(use, aim)
})()
