/**
 * What an `Authorization` header presents as an API key; null for a header that is not meant for us. `Bearer` (RFC 6750, section 2.1) always
 * is, whatever follows it. `Basic` (RFC 7617) is when a key of ours is in it, as password, as user name or bare, which is how clients that
 * know no other scheme send one; else it is that of a proxy on the way, whose people are signed in with us by cookie. So is any other scheme.
 */
export function presentedKey(authorization: string): string | null {
  // By hand, because an expression that trims and splits in one takes quadratic time on a header full of spaces.
  const header = authorization.trim()
  const end = `${header} `.indexOf(' ')
  const [scheme, value] = [header.slice(0, end), header.slice(end).trim()]
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() !== 'basic') return null
  const decoded = Buffer.from(value, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  const candidates = [decoded.slice(colon + 1), decoded.slice(0, Math.max(colon, 0)), value]
  return candidates.find(looksLikeKey) ?? null
}

// Generously, so that a key with a letter missing is told to be wrong rather than passed over.
function looksLikeKey(text: string): boolean {
  return text.startsWith('rst_')
}
