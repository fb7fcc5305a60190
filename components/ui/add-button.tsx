import { Plus } from 'lucide-react'
import { IconButton, type IconButtonProps } from './icon-button'

type AddButtonProps = Omit<IconButtonProps, 'icon' | 'variant' | 'isRound'>

/** The round + in a list's header; `label` is the title of the dialog it opens. */
export function AddButton(props: AddButtonProps) {
  return <IconButton {...props} icon={<Plus />} variant="primary" isRound />
}
