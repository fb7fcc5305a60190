import type { Metadata } from 'next'
import type { ReactNode } from 'react'

export const metadata: Metadata = { title: { default: 'Operator', template: '%s · Operator' } }

export default function Layout({ children }: { children: ReactNode }) {
  return children
}
