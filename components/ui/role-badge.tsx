import { Badge, type BadgeTone } from './badge'

type RoleBadgeProps = { name: string; tone?: BadgeTone }

export function RoleBadge({ name, tone = 'neutral' }: RoleBadgeProps) {
  return <Badge tone={tone}>{name}</Badge>
}
