// The search as readers type. checks/site/search.py puts this in front of the theme's search worker,
// in the same file, because the theme has no setting for any of it:
// - The texts that are searched are fetched when somebody searches, not with every page.
// - An English word finds its other forms: "volumes" the volume, "installing" what is installed.
// - Chinese is cut into the words of the index. The theme's way loses the last one (清理容器 → 清理),
//   and finds a word only at the beginning of a term (加速器 not in 镜像加速器).
;(() => {
  const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3 // the theme's messages
  const HAN = /\p{sc=Han}/u
  let settings, index, terms, loading, latest

  addEventListener("message", event => {
    const { type, data } = event.data
    if (type === SETUP && !data.docs.length) {
      settings = data
      event.stopImmediatePropagation()
      postMessage({ type: READY })
    } else if (type === SETUP) {
      watchIndex()
    } else if (type === QUERY && index) {
      event.data.data = rewrite(data)
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
    send(latest)
  }

  const watchIndex = () => {
    const build = lunr.Builder.prototype.build
    lunr.Builder.prototype.build = function () {
      index = build.call(this)
      terms = Object.keys(index.invertedIndex).filter(word => HAN.test(word)).join("\n")
      // The theme asks this whether a word is `in` it, and only to cut Chinese: told "no", it does not.
      index.invertedIndex = new Proxy(index.invertedIndex, { has: () => false })
      return index
    }
  }

  // What has all words; if nothing does, what has one of them.
  const rewrite = query => {
    const parts = query
      .toLowerCase()
      .replace(/\p{sc=Han}+/gu, run => ` ${cut(run).join(" ")} `)
      .split(new RegExp(`[\\s*+~^]+|${settings.config.separator}`))
      .filter(Boolean)
    const telling = parts.filter(part => part !== "docker" && lunr.stopWordFilter(part))
    const wanted = telling.length ? telling : parts
    const words = wanted.map(part => (HAN.test(part) ? `*${part}` : root(part)))
    const all = words.map(word => `+${word}*`).join(" ")
    const found = words.length && index.search(all).length ? all : words.join(" ")
    const whole = wanted.filter(part => words.includes(part) || HAN.test(part))
    return [found, ...whole.map(word => `${word}^1`)].join(" ") // counts for more than its beginning
  }

  // From left to right, each time the longest piece that is in a term of the index.
  const cut = run => {
    const pieces = []
    for (let at = 0; at < run.length; ) {
      let end = run.length
      while (end > at + 1 && !terms.includes(run.slice(at, end))) end--
      pieces.push(run.slice(at, end))
      at = end
    }
    const telling = pieces.filter(piece => piece.length > 1)
    return telling.length ? telling : [run]
  }

  // What the forms of an English word have in common. The theme searches for all that begins with it.
  const root = word => {
    if (!/^[a-z]{4,}$/.test(word)) return word
    const stem = `${lunr.stemmer(new lunr.Token(word, {}))}`
    let length = 0
    while (length < stem.length && stem[length] === word[length]) length++
    if (/i(es|ed)$/.test(word)) length = word.length - 3 // registries, registry
    return length < 3 ? word : word.slice(0, length)
  }
})()
