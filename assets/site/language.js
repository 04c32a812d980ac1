// The language switch leads to the same page; with this, to the same heading.
;(() => {
  // The ids of headings and steps are the same in both languages, except that of the title.
  const place = () => {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    const seen = named?.getBoundingClientRect()
    if (seen?.bottom > 0 && seen.top < innerHeight && named.tagName !== "H1") return named.id
    if (document.querySelector("article h1")?.getBoundingClientRect().bottom > 0) return ""
    const above = [...document.querySelectorAll("article :is(h2, h3, h4)[id]")].filter(
      heading => heading.getBoundingClientRect().top < innerHeight / 3
    )
    return above.at(-1)?.id ?? ""
  }

  // Before a click, a new tab or the keyboard can use the link.
  for (const link of document.querySelectorAll(".md-header a[hreflang]"))
    for (const use of ["pointerenter", "pointerdown", "focusin"])
      link.addEventListener(use, () => (link.hash = place()))
})()
