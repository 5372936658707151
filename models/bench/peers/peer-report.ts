import { rounded } from '../statistics'
import { numberTable } from '../table'
import { llamaCppVersion } from './llama-cpp'
import type { FillFigure, PeerReport } from './peers'

const figure = (value: number): string => String(rounded(value, 3))

export const peerJson = (report: PeerReport): string =>
  JSON.stringify(report, (_, value: unknown) => (typeof value === 'number' ? rounded(value, 4) : value))

/** The report as tables for people. */
export function peerText(report: PeerReport): string {
  const { model, device, threads, firstProposal, secondFill, fourAlternatives, llamaCpp, ratios } = report
  const fill = (name: string, { proposed, judged, networkCalls }: FillFigure): string[] => [
    name,
    figure(proposed),
    figure(judged),
    String(networkCalls)
  ]
  return [
    `${model} on ${device} and node-llama-cpp ${llamaCppVersion} with the same base weights, ${threads} threads each\n`,
    '\nA gap of 32 tokens in 512 tokens of context\n',
    numberTable([
      ['', 'ms', 'ms, judged', 'calls'],
      fill('first proposal, 16 steps', firstProposal.calls16),
      fill('first proposal, 8 steps', firstProposal.calls8),
      fill('second fill in the same place, 16 steps', secondFill),
      fill('four alternatives, 16 steps', fourAlternatives)
    ]),
    '\nllama.cpp: 512 tokens read, 32 decoded\n',
    numberTable([
      ['', 'ms', 'ms for four'],
      ...llamaCpp.map((peer) => [peer.format, figure(peer.readAndDecode), figure(peer.fourAlternatives)])
    ]),
    '\nOver the faster llama.cpp\n',
    numberTable([
      ['', 'measured', 'at most'],
      ['first proposal, 16 steps', figure(ratios.calls16OverLlamaCpp), '1.1'],
      ['first proposal, 8 steps', figure(ratios.calls8OverLlamaCpp), '0.7'],
      ['the first, judged', figure(ratios.judged16OverLlamaCpp), ''],
      ['the second, judged', figure(ratios.judged8OverLlamaCpp), ''],
      ['four alternatives, judged', figure(ratios.fourAlternativesOverLlamaCpp), ''],
      ['second fill over the first, judged', figure(ratios.secondFillOverFirst), '']
    ])
  ].join('')
}
