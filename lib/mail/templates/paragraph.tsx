import { Text } from '@react-email/text'
import type { ReactNode } from 'react'

export function Paragraph({ children }: { children: ReactNode }) {
  return <Text style={{ margin: '0 0 14px', fontSize: 15, lineHeight: '23px' }}>{children}</Text>
}
