// The page that lists every step: show those of the chosen states, on the chosen system, whose name
// holds the typed words. Without it the whole list stands there.
;(() => {
  document$.subscribe(() => {
    const list = document.querySelector(".status")
    if (!list) return
    const form = list.querySelector("form")
    const groups = [...list.querySelectorAll("tbody")].map(group => ({
      group,
      rows: [...group.querySelectorAll("tr")].slice(1).map(row => ({
        row,
        name: row.querySelector("a").hash.replace("#step_", "").replace("_", "/"),
        states: [...row.querySelectorAll("[data-state]")],
      })),
    }))
    const filter = () => {
      const words = form.querySelector("[type=search]").value.toLowerCase().split(/\s+/)
      const wanted = [...form.querySelectorAll(":checked[type=checkbox]")].map(box => box.value)
      let count = 0
      for (const { group, rows } of groups) {
        let some = false
        for (const { row, name, states } of rows) {
          const state = states.find(cell => !cell.hidden)?.dataset.state
          row.hidden = !wanted.includes(state) || !words.every(word => name.includes(word))
          if (!row.hidden) count += some = true
        }
        group.hidden = !some
      }
      form.querySelector("output").value = count
    }
    form.addEventListener("input", filter)
    form.addEventListener("submit", event => event.preventDefault())
    form.hidden = false
    filter()
  })
})()
