import { DOMParser } from '@xmldom/xmldom'
import sax from 'sax'
import { AppError } from '@/lib/errors'

/** What a problem is to whoever signs in: an answer not to be trusted, one of another time, or a no of the provider's. */
const kinds = {
  saml_refused: 'answer_refused',
  saml_out_of_time: 'answer_out_of_time',
  saml_denied: 'provider_refused',
} as const
type SamlProblemKind = keyof typeof kinds

/** Why a document or a message is not taken, as a sentence without its content. */
export function samlProblem(sentence: string, kind: SamlProblemKind = 'saml_refused'): AppError {
  return new AppError('invalid_input', kind, { message: sentence })
}

export function isSamlProblem(error: unknown): error is AppError & { reason: SamlProblemKind } {
  return error instanceof AppError && error.reason !== undefined && Object.hasOwn(kinds, error.reason)
}

/** The reason that the browser of whoever signs in is told. */
export function samlRefusalOf({ reason }: { reason: SamlProblemKind }): (typeof kinds)[SamlProblemKind] {
  return kinds[reason]
}

export const namespaces = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
} as const

// More than metadata have, and room for as many groups as are heard of (groupsAtMost of lib/groups/schema.ts). What the library does with a signed
// document grows with the square of the elements, and with elements times the namespaces that are declared around them.
const elementsAtMost = 2_500
const nodesAtMost = 12_000
const depthAtMost = 20
const attributesAtMost = 30
const namesAtMost = 300

/**
 * Parses XML that anybody may have written. A document with a DTD is refused before it is parsed, so that no entity is ever declared; so is what
 * is not UTF-8, what is not well-formed, and what has more elements, names or levels than any message of SAML: on these the work of the parser and
 * of whatever looks for signatures grows with the square of the length, and nobody has proven anything yet.
 */
export function parseXml(bytes: Uint8Array): Document {
  const text = decoded(bytes)
  // Of what begins with "<!" only comments and CDATA sections are no part of a DTD.
  if (/<!(?!--|\[CDATA\[)/.test(text)) throw samlProblem('The document has a DTD.')
  refuseTooMuch(text)
  const parser = new DOMParser({ errorHandler: { warning: failXml, error: failXml, fatalError: failXml } })
  const document = parser.parseFromString(text, 'text/xml')
  const root: Element | null = document?.documentElement ?? null
  return root ? document : failXml()
}

function failXml(): never {
  throw samlProblem('The document is not XML.')
}

// Reads the document as a stream, in time that grows with its length alone.
function refuseTooMuch(text: string): void {
  let [elements, nodes, depth] = [0, 0, 0]
  const names = new Set<string>()
  const refuse = () => {
    throw samlProblem('The document is too large.')
  }
  const count = () => {
    nodes += 1
    if (nodes > nodesAtMost) refuse()
  }
  const reader = sax.parser(true)
  reader.onopentag = ({ name, attributes }) => {
    elements += 1
    depth += 1
    names.add(name)
    if (elements > elementsAtMost || depth > depthAtMost || names.size > namesAtMost) refuse()
    if (Object.keys(attributes).length > attributesAtMost) refuse()
  }
  reader.onclosetag = () => {
    depth -= 1
  }
  reader.onattribute = reader.ontext = reader.oncomment = reader.onprocessinginstruction = count
  reader.onopencdata = count
  reader.onerror = failXml
  reader.write(text).close()
}

/**
 * Refuses what only attacks have in a message of SAML: comments and processing instructions, which tear texts apart that a signature holds
 * together, and an id that two elements share, so that a signature could be of either.
 */
export function refuseOddities(document: Document): void {
  const ids = new Set<string>()
  for (const node of nodesOf(document)) {
    const isDeclaration =
      node.nodeType === instruction && node.nodeName === 'xml' && node.parentNode === document
    if (!allowedNodes.has(node.nodeType) && !isDeclaration)
      throw samlProblem('The message has comments or instructions in it.')
    if (!isElement(node)) continue
    for (const name of ['ID', 'Id', 'id']) {
      const id = node.getAttribute(name)
      if (!id) continue
      if (ids.has(id)) throw samlProblem('Two elements of the message have the same id.')
      ids.add(id)
    }
  }
}

const allowedNodes = new Set([1, 3, 9])
const instruction = 7

const signatureAlgorithms = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
])
const digestAlgorithms = new Set([
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
])
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const transforms = new Set(['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusive])

/**
 * Refuses a signature of any other shape than SAML gives it (core, section 5.4): within what it signs, one reference to that by its id, no
 * object of its own, exclusive canonicalization, and SHA-256 or better.
 */
export function refuseOddSignatures(document: Document, signed: ReadonlySet<Element>): void {
  for (const signature of allOf(document, 'signature', 'Signature')) {
    const owner = signature.parentNode
    if (!owner || !isElement(owner) || !signed.has(owner))
      throw samlProblem('The message is signed in a place where nothing is to be signed.')
    const references = allOf(signature, 'signature', 'Reference')
    if (references.length !== 1 || references[0]?.getAttribute('URI') !== `#${owner.getAttribute('ID')}`)
      throw samlProblem('A signature is of something else than what it is in.')
    if (
      allOf(signature, 'signature', 'Object').length > 0 ||
      childrenOf(owner, 'signature', 'Signature').length > 1
    )
      throw samlProblem('A signature holds more than a signature.')
    requireAlgorithms(signature, 'SignatureMethod', signatureAlgorithms)
    requireAlgorithms(signature, 'DigestMethod', digestAlgorithms)
    requireAlgorithms(signature, 'CanonicalizationMethod', new Set([exclusive]))
    requireAlgorithms(signature, 'Transform', transforms)
  }
}

function requireAlgorithms(signature: Element, name: string, allowed: ReadonlySet<string>): void {
  for (const method of allOf(signature, 'signature', name)) {
    const algorithm = method.getAttribute('Algorithm') ?? ''
    if (!allowed.has(algorithm))
      throw samlProblem(`A signature uses an algorithm that is not taken (${name}).`)
  }
}

type Space = keyof typeof namespaces

/** The elements of a name among the children. */
export function childrenOf(parent: Element, space: Space, name: string): Element[] {
  return Array.from(parent.childNodes).filter(
    (node): node is Element =>
      isElement(node) && node.localName === name && node.namespaceURI === namespaces[space],
  )
}

/** The only child element of a name; throws when there is none or several. */
export function onlyChild(parent: Element, space: Space, name: string): Element {
  const [child, ...others] = childrenOf(parent, space, name)
  if (!child || others.length > 0) throw samlProblem(`There is to be exactly one ${name}.`)
  return child
}

/** The elements of a name anywhere below. */
export function allOf(parent: Document | Element, space: Space, name: string): Element[] {
  return Array.from(parent.getElementsByTagNameNS(namespaces[space], name))
}

/** How many elements anywhere have a local name, whatever their namespace. */
export function countNamed(document: Document, name: string): number {
  return document.getElementsByTagNameNS('*', name).length
}

/** The text of an element that has nothing but text. */
export function textOf(element: Element): string {
  for (const node of Array.from(element.childNodes))
    if (node.nodeType !== 3 && node.nodeType !== 4)
      throw samlProblem(`A ${element.localName} is more than text.`)
  return (element.textContent ?? '').trim()
}

function* nodesOf(node: Node): Generator<Node> {
  yield node
  for (const child of Array.from(node.childNodes ?? [])) yield* nodesOf(child)
}

function isElement(node: Node): node is Element {
  return node.nodeType === 1
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw samlProblem('The document is not UTF-8.')
  }
}
