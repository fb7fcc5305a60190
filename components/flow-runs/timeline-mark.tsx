import { isFailure, inkOf, statusLooks, type MarkShape } from './status-looks'
import { picture } from './timeline-layout'
import type { RunStatus } from '@/lib/flow-runs/schema'

type TimelineMarkProps = {
  status: RunStatus
  /** How tall, in pixels. */
  height: number
  /** Half of how wide. */
  half: number
}

/** One run, drawn around x = 0: standing on the line, or hanging below it where it failed. */
export function TimelineMark({ status, height, half }: TimelineMarkProps) {
  const { shape, tone } = statusLooks[status]
  const isBelow = isFailure(status)
  return (
    <g className={inkOf[tone]}>
      <Shape
        shape={shape}
        top={isBelow ? picture.line + 2 : picture.line - 2 - height}
        {...{ height, half }}
      />
    </g>
  )
}

type ShapeProps = { shape: MarkShape; top: number; height: number; half: number }

/** A shape in the colour of the text around it. Stripes are the dashes of a broad line: a pattern would not take that colour. */
export function Shape({ shape, top, height, half }: ShapeProps) {
  const bottom = top + height
  switch (shape) {
    case 'striped':
      return (
        <>
          <rect x={-half} y={top} width={half * 2} height={height} rx={1} className="fill-surface" />
          <line y1={bottom} y2={top} stroke="currentColor" strokeWidth={half * 2} strokeDasharray="2.5 1.5" />
        </>
      )
    case 'hollow':
      return (
        <rect
          x={-half + 0.75}
          y={top + 0.75}
          width={half * 2 - 1.5}
          height={height - 1.5}
          rx={1}
          stroke="currentColor"
          strokeWidth={1.5}
          className="fill-surface"
        />
      )
    case 'ring':
      return (
        <circle
          cy={bottom - half}
          r={half - 0.5}
          stroke="currentColor"
          strokeWidth={1.5}
          className="fill-surface"
        />
      )
    case 'diamond':
      return (
        <path
          d={`M0 ${bottom}V${bottom - 12}M0 ${bottom - 20}l4.5 5l-4.5 5l-4.5 -5Z`}
          stroke="currentColor"
          strokeWidth={1.5}
          fill="currentColor"
        />
      )
    default:
      return <rect x={-half} y={top} width={half * 2} height={height} rx={1} fill="currentColor" />
  }
}
