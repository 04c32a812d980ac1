// For readers who listen, use the keyboard, or paste with the mouse, what Material's scripts and boxes lack.
;(() => {
  // Each copy button stands in a <nav>, which a screen reader lists as a part of the page, a hundred
  // of them on a long one. They are none. Material makes them when their block is seen.
  new MutationObserver(() => {
    for (const nav of document.querySelectorAll(".md-code__nav:not([role])"))
      nav.setAttribute("role", "none")
  }).observe(document.body, { childList: true, subtree: true })

  // "Copied" is said to those who listen, too.
  document.querySelector(".md-dialog")?.setAttribute("role", "status")

  // Material searches when a key goes up. An error message that is pasted with the mouse, or dropped,
  // comes without one.
  document.querySelector(".md-search__input")?.addEventListener("input", ({ target, inputType }) => {
    if (/^insertFrom(Paste|Drop)$/.test(inputType)) target.dispatchEvent(new KeyboardEvent("keyup"))
  })

  document$.subscribe(() => {
    // In a narrow window these lead to the page's headings and back. Material clicks a focused label
    // when Enter is pressed.
    for (const label of document.querySelectorAll("label[for=__toc]")) label.tabIndex = 0
  })
})()
