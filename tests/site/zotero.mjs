// What Zotero makes of a page that no site translator knows.
//
// The connector then runs the translator "Embedded Metadata", which hands the tags on to the translator "RDF". This is written from
// reading both (github.com/zotero/translators: `Embedded Metadata.js`, last updated 2024-06-13, and `RDF.js`), as far as our pages go:
// the same decisions in the same order, none of their text. Both are under the AGPL and are not part of this project.

/// Namespaces that the translator knows by their prefixes, whether or not a page declares them.
const PREFIXES = new Set(["bib", "bibo", "dc", "dcterms", "prism", "foaf", "vcard", "link", "z", "eprint", "eprints", "og", "article", "book", "music", "video", "so", "codemeta", "rdf"]);

/// Zotero's item types, schema 33.
const ITEM_TYPES = new Set(`annotation artwork attachment audioRecording bill blogPost book bookSection case computerProgram
  conferencePaper dataset dictionaryEntry document email encyclopediaArticle film forumPost hearing instantMessage interview
  journalArticle letter magazineArticle manuscript map newspaperArticle note patent podcast preprint presentation radioBroadcast report
  standard statute thesis tvBroadcast videoRecording webpage`.split(/\s+/));

/// Tags that decide the type before all others.
const HIGHWIRE_TYPES = {
  citation_journal_title: "journalArticle",
  citation_technical_report_institution: "report",
  citation_conference_title: "conferencePaper",
  citation_conference: "conferencePaper",
  citation_book_title: "bookSection",
  citation_inbook_title: "bookSection",
  citation_dissertation_institution: "thesis",
};

/// Fields that `citation_…` tags set, over what RDF has found; of several tags for a field, the later here.
const HIGHWIRE_FIELDS = [
  ["citation_title", "title"],
  ["citation_publication_date", "date"],
  ["citation_cover_date", "date"],
  ["citation_date", "date"],
  ["citation_journal_title", "publicationTitle"],
  ["citation_publisher", "publisher"],
  ["citation_public_url", "url"],
  ["citation_language", "language"],
];

/// The item that Zotero makes of a page's <meta> tags, given as `{ key, content }` in order.
export function itemOf(tags) {
  const statements = new Map();
  let hwType;
  let guess;
  for (const { key, content } of tags) {
    if (!content) continue;
    const parts = key.split(/[.:_]/);
    // `og:video:release_date` belongs to `video`.
    const at = parts.length > 2 && PREFIXES.has(parts[1].toLowerCase()) ? 1 : 0;
    const prefix = parts[at].toLowerCase();
    if (parts.length > 1 && PREFIXES.has(prefix)) {
      const rest = key.slice(parts.slice(0, at + 1).join(".").length + 1);
      const property = `${prefix === "eprint" ? "eprints" : prefix}:${rest.charAt(0).toLowerCase()}${rest.slice(1)}`;
      statements.set(property, [...(statements.get(property) ?? []), content]);
    } else {
      hwType = HIGHWIRE_TYPES[key] ?? hwType;
      if (key === "citation_title" || key === "citation_series_title") guess ??= "journalArticle";
      if (key === "citation_isbn") guess = "book";
    }
  }
  const first = (...properties) => properties.map((property) => statements.get(property)?.[0]).find((value) => value !== undefined);
  // RDF.js reads these as nodes, and fails on texts.
  if (statements.has("dcterms:isPartOf")) throw new Error("`DCTERMS.isPartOf` is a text, and Zotero takes it for a node");

  const item = { itemType: hwType ?? typeOf(first, guess ?? "webpage"), creators: [] };
  item.title = first("dc:title", "dcterms:title", "eprints:title", "og:title");
  const creators = statements.get("dc:creator") ?? statements.get("dcterms:creator") ?? statements.get("dc:contributor") ?? [];
  item.creators = creators.map((name) => cleanAuthor(name, name.includes(",")));
  item.publicationTitle = first("prism:publicationName", "dc:source", "dcterms:source", "og:site_name");
  item.rights = first("dc:rights", "dcterms:rights");
  item.section = first("article:section");
  item.publisher = first("dc:publisher", "dcterms:publisher");
  item.date = first("prism:publicationDate", "og:published_time", "article:published_time", "dc:date.issued", "dcterms:date.issued", "dcterms:issued", "dc:date", "dcterms:date");
  item.archiveLocation = first("dc:coverage", "dcterms:coverage");
  item.url = first("og:url");
  item.language = first("dc:language", "dcterms:language");
  item.abstractNote = first("og:description", "dcterms:abstract", "dc:description", "dcterms:description");
  for (const [property, [value]] of statements) if (property.startsWith("z:")) item[property.slice(2)] = value;
  item.itemType = hwType ?? item.itemType;

  const tagged = (name) => tags.filter(({ key, content }) => key.endsWith(name) && content);
  for (const [name, field] of HIGHWIRE_FIELDS) {
    const value = tagged(name)[0]?.content.trim();
    if (value) item[field] = value.replace(/\s+/g, " ");
  }
  const named = highwireCreators(tagged("citation_author").map(({ content }) => content));
  if (named.length > 0) item.creators = named;
  item.date ||= tagged("citation_online_date")[0]?.content ?? tagged("citation_year")[0]?.content;
  if (item.creators.length === 0) {
    const plain = new Set(tags.filter(({ key }) => key.toLowerCase() === "author").map(({ content }) => content));
    item.creators = [...plain].map((name) => cleanAuthor(name, false));
  }
  return item;
}

/// The type that RDF.js finds: Zotero's own tag, then what Open Graph and Dublin Core say for sure, then a guess.
function typeOf(first, unknown) {
  const own = first("z:itemType", "z:type");
  if (own && ITEM_TYPES.has(own)) return own;
  const og = { website: "webpage", book: "book", "video.movie": "videoRecording", "music.song": "audioRecording" }[first("og:type")];
  if (og) return og;
  const dc = first("dc:type", "dcterms:type");
  if (dc && ITEM_TYPES.has(dc)) return dc;
  return unknown;
}

function highwireCreators(nodes) {
  return nodes.flatMap((node) => {
    let names = node.split(/\s*;\s*/);
    if (names.length === 1 && nodes.length === 1) {
      const byComma = names[0].split(/\s*,\s*/);
      if (byComma.length > 1 && byComma[0].includes(" ") && byComma[1].includes(" ")) names = byComma;
    }
    return names.map((name) => name.trim()).filter((name) => /[^\s,-.;]/.test(name)).map((name) => cleanAuthor(name, name.includes(",")));
  });
}

/// Zotero's `cleanAuthor`: with a comma the family name is what stands before it, without one the last word.
function cleanAuthor(name, useComma) {
  const clean = name.replace(/^[\s\u00a0.,/[\]:]+/, "").replace(/[\s\u00a0.,/[\]:]+$/, "");
  if (useComma) {
    const [lastName, firstName] = clean.split(/, ?/);
    return { lastName, firstName };
  }
  const space = clean.lastIndexOf(" ");
  return { lastName: clean.slice(space + 1), firstName: clean.slice(0, Math.max(space, 0)) || undefined };
}
