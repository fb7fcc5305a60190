import {
  AlarmClock,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleSlash,
  CircleX,
  Clock,
  type LucideIcon,
  OctagonX,
  Zap,
} from 'lucide-react'
import type { BadgeTone } from '@/components/ui/badge'
import type { RunStatus } from '@/lib/flow-runs/schema'
import { failedTypes } from '@/lib/flow-runs/states'

/** How a mark is drawn, so that it is told from the others without colour: `full`, `striped` and `hollow` bars, a `ring` on the line, a `diamond` on a stem. */
export type MarkShape = 'full' | 'striped' | 'hollow' | 'ring' | 'diamond'

type StatusLook = { label: string; tone: BadgeTone; shape: MarkShape; Icon: LucideIcon }

/** What each status is called and looks like, wherever runs are shown. */
export const statusLooks: Record<RunStatus, StatusLook> = {
  FAILED: { label: 'Failed', tone: 'danger', shape: 'full', Icon: CircleX },
  CRASHED: { label: 'Crashed', tone: 'danger', shape: 'striped', Icon: Zap },
  LATE: { label: 'Late', tone: 'warning', shape: 'diamond', Icon: AlarmClock },
  COMPLETED: { label: 'Completed', tone: 'success', shape: 'full', Icon: CircleCheck },
  RUNNING: { label: 'Running', tone: 'accent', shape: 'striped', Icon: CirclePlay },
  PENDING: { label: 'Pending', tone: 'accent', shape: 'hollow', Icon: CircleDashed },
  PAUSED: { label: 'Paused', tone: 'warning', shape: 'hollow', Icon: CirclePause },
  CANCELLING: { label: 'Cancelling', tone: 'neutral', shape: 'striped', Icon: OctagonX },
  CANCELLED: { label: 'Cancelled', tone: 'neutral', shape: 'hollow', Icon: CircleSlash },
  SCHEDULED: { label: 'Scheduled', tone: 'neutral', shape: 'ring', Icon: Clock },
}

// As written above: what asks for attention first.
export const statusOrder = Object.keys(statusLooks) as RunStatus[] // the keys of a record of them

/** Drawn below the line: what went wrong hangs under it, whatever colours one sees. */
export function isFailure(status: RunStatus): boolean {
  return failedTypes.some((type) => type === status)
}

/** The colour of a status as `currentColor`; forced colours have only one, and tell statuses apart by shape and place. */
export const inkOf: Record<BadgeTone, string> = {
  neutral: 'text-faint forced-colors:text-[CanvasText]',
  accent: 'text-link forced-colors:text-[CanvasText]',
  success: 'text-success forced-colors:text-[CanvasText]',
  warning: 'text-warning forced-colors:text-[CanvasText]',
  danger: 'text-danger forced-colors:text-[CanvasText]',
}
