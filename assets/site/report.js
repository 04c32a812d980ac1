// In the line below each command, where the page says which repository it comes from: a link to the
// form for a command that failed, filled in with the step, the page and the run that it shows. Made
// here, because a long address at each of hundreds of steps would weigh more than this file.
;(() => {
  document$.subscribe(() => {
    const head = document.querySelector(".ran[data-report]")
    if (!head) return
    const address = step => {
      const lesson = step.dataset.step.replace(/[/][^/]+$/, "")
      const shown = [...head.querySelectorAll(`[data-lesson="${lesson}"]`)].find(
        run => !run.closest("[hidden]")
      )
      const form = new URL(head.dataset.report + "/issues/new")
      form.search = new URLSearchParams({
        template: "command-failed.yml",
        step: step.dataset.step,
        page: location.href.split(/[?#]/)[0] + "#" + step.id,
        version: shown?.dataset.version ?? "",
      })
      return form.href
    }
    for (const step of document.querySelectorAll(".step")) {
      const foot = step.querySelector(".step-foot")
      const link = document.createElement("a")
      link.className = "step-report"
      link.textContent = head.dataset.reportWord
      link.href = address(step)
      foot.insertBefore(link, foot.querySelector("details"))
      // Another system may have been picked since.
      for (const use of ["pointerenter", "focus"])
        link.addEventListener(use, () => (link.href = address(step)))
    }
  })
})()
