// The page that lists every step: show those of the chosen states, on the chosen system, whose name
// holds the typed words, and unfold the lessons that hold them. Without it the whole list stands
// there, to unfold.
;(() => {
  document$.subscribe(() => {
    const list = document.querySelector(".status")
    if (!list) return
    const form = list.querySelector("form")
    const groups = [...list.querySelectorAll("details")].map(group => ({
      group,
      rows: [...group.querySelectorAll("tr")].map(row => ({
        row,
        name: `${group.querySelector("code").textContent}/${row.querySelector("code").textContent}`,
        states: [...row.querySelectorAll("[data-state]")],
      })),
    }))
    const filter = () => {
      const words = form.querySelector("[type=search]").value.toLowerCase().split(/\s+/)
      const boxes = [...form.querySelectorAll("[type=checkbox]")]
      const wanted = boxes.filter(box => box.checked).map(box => box.value)
      const asked = words.join("") || wanted.length < boxes.length
      let count = 0
      for (const { group, rows } of groups) {
        let some = false
        for (const { row, name, states } of rows) {
          const state = states.find(cell => !cell.hidden)?.dataset.state
          row.hidden = !wanted.includes(state) || !words.every(word => name.includes(word))
          if (!row.hidden) count += some = true
        }
        group.hidden = !some
        group.open = asked && some
      }
      form.querySelector("output").value = count
    }
    form.addEventListener("input", filter)
    form.addEventListener("submit", event => event.preventDefault())
    form.hidden = false
    filter()
  })
})()
