export type Toast = {
  kind: 'success' | 'error' | 'message'
  text: string
  description?: string
  /** Such as "Undo". */
  action?: { label: string; onClick: () => void }
}

type ToastOptions = Pick<Toast, 'description' | 'action'>
type Listener = (toast: Toast) => void

const waiting: Toast[] = []
const wakers = new Set<() => void>()
let deliver: Listener | null = null

/** Short messages about what happened. Their code is loaded with the first. */
export const toast = {
  success: (text: string, options: ToastOptions = {}) => show({ kind: 'success', text, ...options }),
  error: (text: string, options: ToastOptions = {}) => show({ kind: 'error', text, ...options }),
  message: (text: string, options: ToastOptions = {}) => show({ kind: 'message', text, ...options }),
}

function show(shown: Toast) {
  if (deliver) return deliver(shown)
  waiting.push(shown)
  for (const wake of wakers) wake()
}

/** For the toaster: whether there is anything to load it for. */
export const toastDemand = {
  subscribe: (wake: () => void) => {
    wakers.add(wake)
    return () => wakers.delete(wake)
  },
  isWanted: () => waiting.length > 0 || deliver !== null,
}

/** For the toaster: from now on it shows them, beginning with those that waited. */
export function receiveToasts(listener: Listener): () => void {
  deliver = listener
  for (const shown of waiting.splice(0)) listener(shown)
  return () => {
    if (deliver === listener) deliver = null
  }
}
