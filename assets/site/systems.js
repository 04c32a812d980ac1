// Where a guide was run on several systems: show what came out on the one that the reader picks, on
// this page and, remembered, on the others. checks/site/html.py (pick) says what belongs to which.
// Without it each step's best record shows.
;(() => {
  const name = "guide.system"
  document$.subscribe(() => {
    const select = document.querySelector("article .system select")
    if (!select) return
    const show = () => {
      const view = select.selectedOptions[0].dataset.view
      for (const one of document.querySelectorAll("[data-on]"))
        one.hidden = !one.dataset.on.split(" ").includes(view)
    }
    const kept = __md_get(name)
    if ([...select.options].some(option => option.value === kept)) select.value = kept
    select.addEventListener("input", () => {
      __md_set(name, select.value)
      show()
    })
    select.form.hidden = false
    show()
  })
})()
