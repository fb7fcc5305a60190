import { Badge, type BadgeTone } from './badge'
import { Tooltip } from './tooltip'

type ExplainedBadgeProps = { label: string; tone: BadgeTone; explanation: string }

/** A badge that says on hover, focus and press why it is there. */
export function ExplainedBadge({ label, tone, explanation }: ExplainedBadgeProps) {
  return (
    <Tooltip content={explanation} opensOnPress>
      <button type="button" className="cursor-help rounded-full">
        <Badge tone={tone}>{label}</Badge>
        <span className="sr-only">: {explanation}</span>
      </button>
    </Tooltip>
  )
}
