import { CircleAlert } from 'lucide-react'

/** A refusal in a box. Put it into a region with role alert that is there before it. */
export function FormAlertText({ message }: { message: string }) {
  return (
    <p className="flex gap-2 rounded-md border border-danger bg-danger-soft px-3 py-2 text-danger">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{message}</span>
    </p>
  )
}
