import { Compass } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from './empty-state'

type NotFoundStateProps = { title?: string; description?: string; action?: ReactNode }

export function NotFoundState({ title = 'Nothing here', description, action }: NotFoundStateProps) {
  return (
    <EmptyState
      icon={<Compass />}
      title={title}
      description={
        description ?? 'This does not exist, or you cannot see it. Check the address, or ask for access.'
      }
      action={action}
    />
  )
}
