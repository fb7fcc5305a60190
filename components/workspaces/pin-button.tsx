'use client'
import { Pin, PinOff } from 'lucide-react'
import { IconButton } from '@/components/ui/icon-button'

type PinButtonProps = { name: string; isPinned: boolean; onPinnedChange: (isPinned: boolean) => void }

/** Keeps a workspace at hand, or lets go of it. */
export function PinButton({ name, isPinned, onPinnedChange }: PinButtonProps) {
  return (
    <IconButton
      label={isPinned ? `Unpin ${name}` : `Pin ${name}`}
      icon={isPinned ? <PinOff /> : <Pin />}
      size="small"
      hasTooltip={false}
      onClick={() => onPinnedChange(!isPinned)}
    />
  )
}
