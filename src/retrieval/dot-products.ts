/** As much of WebAssembly as is used; TypeScript has its types only together with those of a browser. */
type Memory = {readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number};
type Assembly = {
	readonly Memory: new (size: {readonly initial: number}) => Memory;
	readonly Module: new (code: Uint8Array) => object;
	readonly Instance: new (module: object, imports: object) => {readonly exports: object};
};

/**
 * Dot products of one vector of bytes with many, by the processor's own instructions for that: sixteen bytes at a
 * time, measured sixteen times as fast as a loop in JavaScript, so that every vector can be compared and none
 * has to be guessed at. Vectors lie one after the other in `memory`, each `rowBytes` long: a multiple of 16.
 */
export type DotProducts = {
	readonly memory: Memory;
	/** Writes the product of the vector at `query` with each of `rows` vectors from `first` on, in 32 bits each, to `out`. */
	readonly multiply: (query: number, first: number, rows: number, rowBytes: number, out: number) => void;
};

const {WebAssembly: assembly} = globalThis as unknown as {readonly WebAssembly: Assembly};

export function openDotProducts(): DotProducts {
	const memory = new assembly.Memory({initial: 1});
	const {exports} = new assembly.Instance(compiled(), {js: {memory}});
	return {memory, ...(exports as Pick<DotProducts, 'multiply'>)};
}

let module: object | undefined;

function compiled(): object {
	module ??= new assembly.Module(assemble());
	return module;
}

/** The instructions that are used, by their names in the specification of WebAssembly 2.0. */
const op = {
	block: [0x02, 0x40],
	loop: [0x03, 0x40],
	end: [0x0b],
	branch: (depth: number) => [0x0c, depth],
	branchIf: (depth: number) => [0x0d, depth],
	get: (local: number) => [0x20, local],
	set: (local: number) => [0x21, local],
	/** From 0 to 63. */
	i32Const: (value: number) => [0x41, value],
	i32IsZero: [0x45],
	i32LessUnsigned: [0x49],
	i32Add: [0x6a],
	i32Subtract: [0x6b],
	i32Store: [0x36, 2, 0],
	v128Load: [0xfd, 0x00, 0, 0],
	v128Zero: [0xfd, 0x0c, ...new Array(16).fill(0)],
	i32x4ExtractLane: (lane: number) => [0xfd, 0x1b, lane],
	i16x8ExtendLow: [0xfd, 0x87, 0x01],
	i16x8ExtendHigh: [0xfd, 0x88, 0x01],
	i32x4Add: [0xfd, 0xae, 0x01],
	i32x4Dot: [0xfd, 0xba, 0x01],
} as const;

function assemble(): Uint8Array {
	const [query, row, rows, rowBytes, out, at, sum, ours, theirs] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
	const {get, set, i32Const, i32Add} = op;
	const advance = (local: number, by: readonly number[]) => [get(local), by, i32Add, set(local)];
	const addProducts = (half: readonly number[]) => [
		get(ours),
		half,
		get(theirs),
		half,
		op.i32x4Dot,
		op.i32x4Add,
	];
	const lane = (index: number) => [get(sum), op.i32x4ExtractLane(index)];
	const code = [
		// Locals beside the five parameters: one i32, three v128.
		[2, 1, 0x7f, 3, 0x7b],
		[op.block, op.loop],
		[get(rows), op.i32IsZero, op.branchIf(1)],
		[i32Const(0), set(at), op.v128Zero, set(sum)],
		op.loop,
		[get(query), get(at), i32Add, op.v128Load, set(ours)],
		[get(row), get(at), i32Add, op.v128Load, set(theirs)],
		[get(sum), addProducts(op.i16x8ExtendLow), addProducts(op.i16x8ExtendHigh), set(sum)],
		advance(at, i32Const(16)),
		[get(at), get(rowBytes), op.i32LessUnsigned, op.branchIf(0)],
		op.end,
		[get(out), lane(0), lane(1), i32Add, lane(2), i32Add, lane(3), i32Add, op.i32Store],
		advance(out, i32Const(4)),
		advance(row, get(rowBytes)),
		[get(rows), i32Const(1), op.i32Subtract, set(rows)],
		op.branch(0),
		[op.end, op.end, op.end],
	].flat(4);
	const text = (value: string) => [value.length, ...Buffer.from(value)];
	const section = (id: number, content: readonly number[]) => [id, ...size(content.length), ...content];
	return Uint8Array.from([
		...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
		...section(1, [1, 0x60, 5, ...new Array(5).fill(0x7f), 0]),
		...section(2, [1, ...text('js'), ...text('memory'), 2, 0, 1]),
		...section(3, [1, 0]),
		...section(7, [1, ...text('multiply'), 0, 0]),
		...section(10, [1, ...size(code.length), ...code]),
	]);
}

/** A number in groups of seven bits, the lowest first (LEB128). */
function size(value: number): number[] {
	return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...size(value >>> 7)];
}
