// bpmn-engine: its whole state is appended to a file and synced after each service task.
//
//     node bpmn_engine.mjs CASES
import { EventEmitter } from 'node:events'
import { closeSync, fdatasyncSync, mkdtempSync, openSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { Engine } = createRequire(join(process.env.PEERS, 'package.json'))('bpmn-engine')
const cases = Number(process.argv[2])
const names = ['start', ...Array.from({ length: 10 }, (_, n) => `t${n}`), 'end']
const tasks = names.slice(1, -1).map((name) => `<serviceTask id="${name}" implementation="\${environment.services.addOne}"/>`)
const flows = names.slice(1).map((name, n) => `<sequenceFlow id="f${n}" sourceRef="${names[n]}" targetRef="${name}"/>`)
const source = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="https://bench">
<process id="p" isExecutable="true"><startEvent id="start"/>${tasks.join('')}<endEvent id="end"/>${flows.join('')}</process>
</definitions>`

const file = openSync(join(mkdtempSync(join(tmpdir(), 'gorel-bench-peer-')), 'states'), 'a')

async function one(number) {
  let done = 0
  const addOne = (scope, next) => {
    scope.environment.variables.n += 1
    next()
  }
  const engine = Engine({ name: `case${number}`, source, variables: { n: 0 }, services: { addOne } })
  const listener = new EventEmitter()
  listener.on('activity.end', (api) => {
    if (api.type !== 'bpmn:ServiceTask') return
    done += 1
    writeSync(file, JSON.stringify(api.owner.getState()) + '\n')
    fdatasyncSync(file)
  })
  const ended = new Promise((resolve, reject) => engine.once('end', resolve) && engine.once('error', reject))
  await engine.execute({ listener })
  await ended
  if (done !== 10) throw new Error(`${done} tasks of 10 were done`)
}

await one(-1)
const began = performance.now()
for (let number = 0; number < cases; number++) await one(number)
console.log(JSON.stringify({ way: 'one at a time', per_second: (cases * 10) / ((performance.now() - began) / 1000) }))
closeSync(file)
process.exit(0)
