import { Bot } from 'lucide-react'
import { Avatar } from '@/components/ui/avatar'

type PrincipalAvatarProps = {
  kind: 'USER' | 'SERVICE_ACCOUNT'
  id: string
  name: string
  size?: 'small' | 'medium'
}

/** The picture of a member or of a service account. */
export function PrincipalAvatar({ kind, id, name, size = 'medium' }: PrincipalAvatarProps) {
  if (kind === 'USER') return <Avatar id={id} name={name} size={size} />
  return (
    <span
      className={`grid shrink-0 place-items-center rounded-md bg-subtle text-muted ${size === 'small' ? 'size-5' : 'size-7'}`}
    >
      <Bot aria-hidden className="size-4" />
    </span>
  )
}
