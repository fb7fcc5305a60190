import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form'
import type { PublicError } from '@/lib/errors'

type Refusal<Values extends FieldValues> = {
  form: UseFormReturn<Values, unknown, Values>
  element: HTMLFormElement | null
  error: PublicError
}

/** Puts what the server refused next to its fields, the rest above the form, and focuses the first field at fault. */
export function showRefusal<Values extends FieldValues>({ form, element, error }: Refusal<Values>) {
  const placed = placeByField(element, error.fields ?? {})
  for (const { name, message } of placed.byField) {
    // The name was found among the form's own elements.
    form.setError(name as FieldPath<Values>, { type: 'server', message })
  }
  const first = placed.byField[0]
  // As above, a name of this form.
  if (first) form.setFocus(first.name as FieldPath<Values>)
  if (first && placed.elsewhere.length === 0) return
  const sentences = [error.message, ...placed.elsewhere, error.requestId ? `Request ${error.requestId}.` : '']
  form.setError('root', { type: 'server', message: sentences.filter(Boolean).join(' ') })
}

function placeByField(element: HTMLFormElement | null, fields: Record<string, string>) {
  const named = [...(element?.elements ?? [])].map((control) => control.getAttribute('name') ?? '')
  const messages = new Map<string, string>()
  const elsewhere: string[] = []
  for (const [path, message] of Object.entries(fields)) {
    const name = nearestName(path, named)
    if (name === null) elsewhere.push(message)
    else messages.set(name, messages.get(name) ?? message)
  }
  // In the order of the page, so that the focus goes to the topmost.
  const order = [...new Set(named)].filter((name) => messages.has(name))
  return { byField: order.map((name) => ({ name, message: messages.get(name) ?? '' })), elsewhere }
}

// The server may name a part of a field (`emails.2`) that is one control here.
function nearestName(path: string, named: string[]): string | null {
  if (named.includes(path)) return path
  const dot = path.lastIndexOf('.')
  return dot === -1 ? null : nearestName(path.slice(0, dot), named)
}
