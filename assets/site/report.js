// Where the page says which repository it comes from: a link to the form for a command that failed, at
// the end of each unfolded output and of the page, filled in with the step, the page and the run that
// it shows. Made here, because a long address at each of hundreds of steps would weigh more than this.
;(() => {
  document$.subscribe(() => {
    const end = document.querySelector(".made-from[data-report]")
    if (!end) return
    const link = (step, lesson) => {
      const page = location.href.split(/[?#]/)[0]
      const form = new URL(end.dataset.report + "/issues/new")
      form.search = new URLSearchParams({
        template: "command-failed.yml",
        step: step?.dataset.step ?? "",
        page: step ? page + "#" + step.id : page,
        version: end.querySelector(`[data-lesson${lesson}]`)?.dataset.version ?? "",
      })
      const made = document.createElement("a")
      made.className = "step-report"
      made.textContent = end.dataset.reportWord
      made.href = form.href
      return made
    }
    for (const step of document.querySelectorAll(".step")) {
      const where = step.querySelector(".step-each") ?? step.querySelector("details > p:last-child")
      where.append(" · ", link(step, `="${step.dataset.step.replace(/[/][^/]+$/, "")}"`))
    }
    end.append(link(null, ""))
  })
})()
