// The page that lists every step: show those that the chosen system ran, in the chosen state, whose
// command, page or chapter holds the typed words, and unfold the pages that hold them. Without it the
// whole list stands there, to unfold.
;(() => {
  document$.subscribe(() => {
    const list = document.querySelector(".status")
    if (!list) return
    const form = list.querySelector("form")
    const [search, system, state] = form.elements
    const count = form.querySelector("output")
    // Read when something is asked for: two thousand rows hold a telephone up.
    const read = () => {
      const groups = []
      for (const part of list.querySelectorAll("h3, details")) {
        if (part.tagName === "H3") groups.push({ part, pages: [] })
        else {
          const chapter = groups.at(-1)
          const title = `${chapter.part.textContent} ${part.querySelector("summary").textContent}`
          const steps = [...part.querySelectorAll("li")].map(row => ({
            row,
            text: `${title} ${row.querySelector("code").textContent} ${row.id}`.toLowerCase(),
            states: [...row.querySelectorAll("[data-state]")],
          }))
          chapter.pages.push({ part, steps })
        }
      }
      return groups
    }
    let groups
    const filter = () => {
      groups ??= read()
      const words = search.value.toLowerCase().split(/\s+/)
      const asked = search.value.trim() || system.value || state.value
      let total = 0
      for (const { part, pages } of groups) {
        for (const page of pages) {
          let some = false
          for (const { row, text, states } of page.steps) {
            for (const one of states)
              one.hidden = system.value && !one.dataset.systems?.split(" ").includes(system.value)
            const seen = states.filter(one => !one.hidden)
            row.hidden =
              !seen.some(one => !state.value || one.dataset.state === state.value) ||
              !words.every(word => text.includes(word))
            if (!row.hidden) total += some = true
          }
          page.part.hidden = !some
          page.part.open = Boolean(asked && some)
        }
        part.hidden = pages.every(page => page.part.hidden)
      }
      count.value = (total === 1 ? count.dataset.one : count.dataset.many).replace("{}", total)
    }
    form.addEventListener("input", filter)
    form.addEventListener("submit", event => event.preventDefault())
    form.hidden = false
    // A step's output leads to its line, which lies in a folded list.
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    const folded = named?.closest("details")
    if (folded) {
      folded.open = true
      named.scrollIntoView({ block: "center" })
    }
  })
})()
