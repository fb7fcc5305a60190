'use client'
import { Menu as BaseMenu } from '@base-ui/react/menu'
import { Ellipsis } from 'lucide-react'
import { IconButton } from '../ui/icon-button'

export type RowMenuHandle<Row> = ReturnType<typeof BaseMenu.createHandle<Row>>

type RowActionsProps<Row> = { handle: RowMenuHandle<Row>; row: Row; name: string }

/** The button of one row; the rows of a table share one menu, so that fifty rows cost one. */
export function RowActions<Row>({ handle, row, name }: RowActionsProps<Row>) {
  return (
    <BaseMenu.Trigger
      handle={handle}
      payload={row}
      render={<IconButton label={`Actions for ${name}`} icon={<Ellipsis />} size="small" hasTooltip={false} />}
    />
  )
}
