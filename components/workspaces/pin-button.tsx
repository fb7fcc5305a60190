'use client'
import { Pin } from 'lucide-react'
import { IconButton } from '@/components/ui/icon-button'

type PinButtonProps = { name: string; isPinned: boolean; onPinnedChange: (isPinned: boolean) => void }

/** Keeps a workspace at hand, or lets go of it. */
export function PinButton({ name, isPinned, onPinnedChange }: PinButtonProps) {
  return (
    <IconButton
      label={isPinned ? `Unpin ${name}` : `Pin ${name}`}
      icon={<Pin className={isPinned ? 'fill-current text-link' : 'text-muted'} />}
      size="small"
      hasTooltip={false}
      onClick={() => onPinnedChange(!isPinned)}
    />
  )
}
