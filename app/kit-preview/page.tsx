import { Preview } from './preview'
export const dynamic = 'force-dynamic'
export default function P() { return <Preview now={new Date().toISOString()} /> }
