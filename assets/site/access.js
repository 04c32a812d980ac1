// For readers who listen or use the keyboard, what Material's scripts and boxes lack.
;(() => {
  // Each copy button stands in a <nav>, which a screen reader lists as a part of the page, a hundred
  // of them on a long one. They are none. Material makes them when their block is seen.
  new MutationObserver(() => {
    for (const nav of document.querySelectorAll(".md-code__nav:not([role])"))
      nav.setAttribute("role", "none")
  }).observe(document.body, { childList: true, subtree: true })

  // "Copied" is said to those who listen, too.
  document.querySelector(".md-dialog")?.setAttribute("role", "status")

  document$.subscribe(() => {
    // In a narrow window these lead to the page's headings and back. Material clicks a focused label
    // when Enter is pressed.
    for (const label of document.querySelectorAll("label[for=__toc]")) label.tabIndex = 0
  })
})()
