// The search as readers type. checks/site/search.py puts this in front of the theme's search worker,
// in the same file, because the theme has no setting for any of it:
// - The texts that are searched are fetched when somebody searches, not with every page.
// - The theme finds what holds all words, and counts how often; a question or a pasted message has
//   words that no page has, and long sections hold everything. Here each word counts once, where it
//   stands best, and rare words count for more than common ones.
// - An English word finds its other forms and dotted names that end with it, a misspelt one its
//   neighbours, a Chinese one is cut into the words of the index.
;(() => {
  const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3 // the theme's messages
  const HAN = /\p{sc=Han}/u
  const FIELDS = { title: 4, words: 4, text: 1 } // what a word counts for, by where it stands
  const STOP_HAN = /怎么样?|如何|怎样|什么|为什么|为何|哪[个些里]|有没有|是不是|能不能|可不可以|可以|能否|请问|的?时候|以后|之后|但是|还是|应该|需要|[的了和与在是有我你吗呢吧啊把被给让从到对里去来都就还也又很及或个用]/gu
  const STOP = new Set("all anyone cannot change don't during each error happens into it's make need other out over please run see show someone still up using vs want without work".split(" "))
  // What runc puts before the reason; it is in front of a dozen errors, and its words drown theirs.
  const FRAME = /^.*runc create failed: unable to start container process:\s+(error during container init:\s+)?(?=\S)/s
  let settings, index, terms, known, loading, latest, docs, wanted, asked

  addEventListener("message", event => {
    const { type, data } = event.data
    if (type === SETUP && !data.docs.length) {
      settings = data
      event.stopImmediatePropagation()
      postMessage({ type: READY })
    } else if (type === SETUP) {
      docs = new Map(data.docs.map(doc => [doc.location, doc]))
      watchIndex()
    } else if (type === QUERY && index) {
      latest = undefined
      const reason = data.replace(FRAME, "")
      asked = reason.trim().toLowerCase()
      wanted = wordsOf(reason)
      event.data.data = wanted.join(" ")
    } else if (type === QUERY) {
      event.stopImmediatePropagation()
      latest = event.data
      if (data.trim()) loading ??= load().catch(() => (loading = undefined))
      else postMessage({ type: RESULT, data: { items: [] } })
    }
  })

  const send = data => dispatchEvent(new MessageEvent("message", { data }))

  const load = async () => {
    const answer = await fetch("../../../search/docs.json")
    send({ type: SETUP, data: { ...settings, docs: await answer.json() } })
    await new Promise(done => setTimeout(done)) // the theme makes its index in between
    if (latest) send(latest) // unless more was typed meanwhile, and has its answer
  }

  const watchIndex = () => {
    const build = lunr.Builder.prototype.build
    lunr.Builder.prototype.build = function () {
      index = build.call(this)
      terms = Object.keys(index.invertedIndex)
      const inText = ({ title, text }) => [title, text].some(refs => Object.keys(refs).length)
      known = terms.filter(term => HAN.test(term) && inText(index.invertedIndex[term])).join("\n")
      // The theme asks this whether a word is `in` it, and only to cut Chinese: told "no", it does not.
      index.invertedIndex = new Proxy(index.invertedIndex, { has: () => false })
      index.search = () => rank(wanted)
      return index
    }
  }

  // The words of a query that tell something; all of them, if none does.
  const wordsOf = query => {
    const split = text => text.split(new RegExp(`[\\s*+~^?!]+|${settings.config.separator}`)).filter(Boolean)
    const parts = split(
      query
        .toLowerCase()
        .replace(/\p{sc=Han}+/gu, run => ` ${run.replace(STOP_HAN, " ")} `)
        .replace(/\p{sc=Han}+/gu, run => ` ${cut(run).join(" ")} `)
    )
    const telling = parts.filter(part => lunr.stopWordFilter(part) && !STOP.has(part))
    return [...new Set(telling.length ? telling : parts.length ? parts : split(query.toLowerCase()))]
  }

  // From left to right, each time the longest piece that is in a term of the index.
  const cut = run => {
    const pieces = []
    for (let at = 0; at < run.length; ) {
      let end = run.length
      while (end > at + 1 && !known.includes(run.slice(at, end))) end--
      pieces.push(run.slice(at, end))
      at = end
    }
    return pieces
  }

  // The terms that a word may mean, and how surely: itself, what has its stem, what begins with it.
  const meant = word => {
    const found = new Map()
    if (HAN.test(word))
      for (const term of terms) {
        if (term === word) found.set(term, 1)
        else if (term.includes(word)) found.set(term, word.length > 1 ? 0.8 : 0.4)
      }
    else {
      const stem = root(word)
      for (const term of terms)
        if (term === word) found.set(term, 1)
        else if (word.length > 3 && term.endsWith(`.${word}`)) found.set(term, 0.8) // vm.max_map_count
        else if (term.startsWith(stem)) found.set(term, root(term) === stem ? 0.97 : word.length > 2 ? 0.5 : 0.2)
      // "dockr" begins "dockremap", but may be "docker": so what a word only begins does not hide its neighbours.
      const whole = [...found.values()].some(surely => surely > 0.5)
      if (!whole && word.length > 3) {
        const near = index.tokenSet.intersect(lunr.TokenSet.fromFuzzyString(word, 1)).toArray()
        const surely = found.size ? 0.4 : 0.8
        for (const term of near) if (!found.has(term)) found.set(term, surely)
      }
    }
    return found
  }

  // The sections with any of the words, each with a score, as the theme's index answers.
  const rank = words => {
    const sections = new Map()
    words.forEach((word, at) => {
      for (const [term, surely] of meant(word))
        for (const field in FIELDS)
          for (const [ref, { position }] of Object.entries(index.invertedIndex[term][field] ?? {})) {
            if (!sections.has(ref)) sections.set(ref, { best: [], places: [], terms: {} })
            const section = sections.get(ref)
            const first = field === "text" && position.some(place => place >>> 20 === 0)
            const often = 1 + 0.2 * Math.log(position.length)
            const counts = surely * (first ? 1.6 : FIELDS[field]) * (field === "text" ? often : 1)
            section.best[at] = Math.max(section.best[at] ?? 0, counts)
            ;(section.places[at] ??= {})[field] = [...(section.places[at][field] ?? []), ...position]
            ;(section.terms[term] ??= {})[field] = { position }
          }
    })
    const held = words.map((_, at) => [...sections.values()].filter(({ best }) => best[at]).length)
    const rare = held.map(count => (count ? Math.log(1 + docs.size / count) : 0))
    const all = rare.reduce((sum, one) => sum + one, 0)
    return [...sections].map(([ref, { best, places, terms }]) => {
      const page = sections.get(ref.split("#")[0])
      let score = 0, share = 0
      words.forEach((_, at) => {
        const above = (page?.best[at] ?? 0) > 2 ? page.best[at] * 0.4 : 0
        const fields = Object.keys(places[at] ?? {}).length
        score += rare[at] * Math.max((best[at] ?? 0) * (1 + 0.1 * fields), above)
        if (best[at] || above) share += rare[at] / all
        if (at && follows(places[at - 1], places[at])) score += (rare[at - 1] + rare[at]) * 0.7
      })
      const { title: heading, words: called = "", boost = 1 } = docs.get(ref)
      // Stop words are not in the index, but in "Is a directory" they tell something.
      const verbatim = asked.includes(" ") && `${heading} ${called}`.toLowerCase().includes(asked)
      const whole = heldBy(asked, heading)
      const title = heading.split(new RegExp(settings.config.separator)).filter(Boolean)
      const named = new Set(places.flatMap(place => place?.title ?? [])).size / title.length
      score *= (0.3 + share) * (1 + 0.4 * named) * (ref.includes("#") ? 1 : 1.15) * boost ** 0.5 * (verbatim ? 1.5 : 1) * whole
      return { ref, score: score / bonus(ref, words, Object.keys(terms)), matchData: { metadata: terms } }
    })
  }

  // More than 1 where a message has the text of an error that heads a section, whole, and more; `…`
  // in the heading stands for anything. The longer the text, the surer it is this error.
  const heldBy = (message, heading) => {
    const marks = { quot: '"', lt: "<", gt: ">", amp: "&" }
    const plain = heading.toLowerCase().replace(/\u200b/g, "").replace(/&(\w+);/g, (mark, name) => marks[name] ?? mark)
    const parts = plain.split("…").map(part => part.trim()).filter(Boolean)
    let at = 0
    const has = part => (at = message.indexOf(part, at)) >= 0 && (at += part.length) > 0
    const more = parts.length > 1 || message.length > plain.length + 9
    return more && plain.includes(" ") && parts.every(has) ? 1.2 + Math.min(0.8, parts.join("").length / 60) : 1
  }

  // Whether a word stands right behind another, or with a word or two between them; Chinese ones may
  // be parts of one term.
  const follows = (one, other) =>
    Object.keys(FIELDS).some(field =>
      one?.[field]?.some(place => other?.[field]?.some(next => next >= place && next < place + 4))
    )

  // What the theme multiplies a score with: undone, for a page's first section would win over all.
  const bonus = (ref, words, terms) => {
    const known = words.filter(word => lunr.stopWordFilter(word))
    const found = words.filter(word => terms.some(term => term.startsWith(word)))
    return 1 + (!ref.includes("#") + found.length / (new Set([...known, ...found]).size || 1)) ** 2
  }

  // What the forms of an English word have in common.
  const root = word => {
    if (!/^[a-z]{4,}$/.test(word)) return word
    const stem = `${lunr.stemmer(new lunr.Token(word, {}))}`
    let length = 0
    while (length < stem.length && stem[length] === word[length]) length++
    if (/i(es|ed)$/.test(word)) length = word.length - 3 // registries, registry
    return length < 3 ? word : word.slice(0, length)
  }
})()
