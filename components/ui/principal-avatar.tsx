import { Bot } from 'lucide-react'
import { Avatar } from './avatar'

type PrincipalAvatarProps = {
  kind: 'USER' | 'SERVICE_ACCOUNT'
  id: string
  name: string
  size?: 'small' | 'medium' | 'large'
}

const squares = {
  small: 'size-5 [&_svg]:size-4',
  medium: 'size-7 [&_svg]:size-4',
  large: 'size-10 [&_svg]:size-6',
}

/** The picture of a member or of a service account. */
export function PrincipalAvatar({ kind, id, name, size = 'medium' }: PrincipalAvatarProps) {
  if (kind === 'USER') return <Avatar id={id} name={name} size={size} />
  return (
    <span className={`grid shrink-0 place-items-center rounded-md bg-subtle text-muted ${squares[size]}`}>
      <Bot aria-hidden />
    </span>
  )
}
