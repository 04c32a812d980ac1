// The page that lists every step: show those of the chosen states whose name holds the typed words.
// Without it the whole list stands there.
;(() => {
  document$.subscribe(() => {
    const list = document.querySelector(".status")
    if (!list) return
    const form = list.querySelector("form")
    const rows = [...list.querySelectorAll("tbody tr")]
    const filter = () => {
      const words = form.querySelector("[type=search]").value.toLowerCase().split(/\s+/)
      const states = [...form.querySelectorAll(":checked")].map(box => box.value)
      for (const row of rows) {
        const text = row.textContent.toLowerCase()
        row.hidden =
          !states.includes(row.dataset.state) || !words.every(word => text.includes(word))
      }
    }
    form.addEventListener("input", filter)
    form.addEventListener("submit", event => event.preventDefault())
    form.hidden = false
  })
})()
