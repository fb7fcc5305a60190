import type { Context } from 'hono'
import type { Page } from '@/lib/client/fetch-json'

/** A page of a list as the APIs answer it: a bare array, the next page's cursor in `X-Next-Cursor`. */
export function pageBody<Item>(context: Context, page: Page<Item>): Item[] {
  if (page.nextCursor) context.header('x-next-cursor', page.nextCursor)
  return page.rows
}

/** How a page of a list is described. */
export const paged = 'A page; `X-Next-Cursor` leads to the next'
