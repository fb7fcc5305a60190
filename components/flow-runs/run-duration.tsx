import { durationText } from './duration-text'

/** How long a run ran; a dash for one that never began. */
export function RunDuration({ seconds }: { seconds: number | null }) {
  if (seconds === null) return <span className="text-faint">–</span>
  return <span className="whitespace-nowrap tabular-nums">{durationText(seconds)}</span>
}
