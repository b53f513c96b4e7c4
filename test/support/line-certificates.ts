import {
	createHash,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	randomBytes,
	sign,
} from 'node:crypto';

/** A certificate with its private key, as PEM. */
export type Certificate = {
	readonly cert: string;
	readonly key: string;
	readonly name: CertificateName;
	readonly privateKey: KeyObject;
};

export type CertificateName = {readonly organisation: string; readonly commonName: string};

type CertificateRequest = {
	readonly name: CertificateName;
	/** Undefined: signed by itself. */
	readonly signedBy?: Certificate;
	/** Host names and IPv4 addresses that it is for. */
	readonly hosts?: readonly string[];
	readonly isAuthority?: true;
	readonly from?: Date;
	readonly until?: Date;
};

const dayMs = 86_400_000;

/** Writes an X.509 certificate (RFC 5280) for an EC key made on the spot. */
export function makeCertificate(request: CertificateRequest): Certificate {
	const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
	const signer = request.signedBy?.privateKey ?? privateKey;
	const toBeSigned = sequence(
		explicit(0, integer(Buffer.from([2]))),
		integer(Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
		ecdsaWithSha256,
		nameOf(request.signedBy?.name ?? request.name),
		sequence(
			time(request.from ?? new Date(Date.now() - dayMs)),
			time(request.until ?? new Date(Date.now() + 90 * dayMs)),
		),
		nameOf(request.name),
		publicKey.export({type: 'spki', format: 'der'}),
		explicit(3, sequence(...extensionsOf(request, publicKey, signer))),
	);
	const signature = sign('sha256', toBeSigned, signer);
	return {
		cert: pem('CERTIFICATE', sequence(toBeSigned, ecdsaWithSha256, bitString(signature))),
		key: privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
		name: request.name,
		privateKey,
	};
}

function extensionsOf(
	{hosts = [], isAuthority}: CertificateRequest,
	own: KeyObject,
	signer: KeyObject,
): Buffer[] {
	const names = hosts.map(host =>
		/^[\d.]+$/.test(host)
			? der(0x87, Buffer.from(host.split('.').map(Number)))
			: der(0x82, Buffer.from(host, 'latin1')),
	);
	return [
		// An authority says so as critical, with the right to sign certificates: strict verifiers insist.
		...(isAuthority
			? [
					extension('2.5.29.19', sequence(yes), 'critical'),
					extension('2.5.29.15', der(0x03, Buffer.from([1, 0b0000_0110])), 'critical'),
				]
			: [extension('2.5.29.19', sequence())]),
		extension('2.5.29.14', der(0x04, keyId(own))),
		extension('2.5.29.35', sequence(der(0x80, keyId(createPublicKey(signer))))),
		...(names.length > 0 ? [extension('2.5.29.17', sequence(...names))] : []),
	];
}

function keyId(key: KeyObject): Buffer {
	return createHash('sha1')
		.update(key.export({type: 'spki', format: 'der'}))
		.digest();
}

/** DER, ITU-T X.690: a tag, the length, the content. */
function der(tag: number, content: Buffer): Buffer {
	const {length} = content;
	const size =
		length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
	return der(0x30, Buffer.concat(parts));
}

function explicit(tag: number, content: Buffer): Buffer {
	return der(0xa0 | tag, content);
}

function integer(bytes: Buffer): Buffer {
	return der(0x02, bytes);
}

function bitString(content: Buffer): Buffer {
	return der(0x03, Buffer.concat([Buffer.from([0]), content]));
}

/** Each number in base 128; the first two share a byte. */
function objectId(dotted: string): Buffer {
	const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
	const bytes = rest.flatMap(number => {
		const digits = [number & 0x7f];
		for (let left = number >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
		return digits;
	});
	return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

function nameOf({organisation, commonName}: CertificateName): Buffer {
	const part = (id: string, text: string) =>
		der(0x31, sequence(objectId(id), der(0x0c, Buffer.from(text, 'utf8'))));
	return sequence(part('2.5.4.10', organisation), part('2.5.4.3', commonName));
}

/** UTCTime up to 2049, as RFC 5280 wants it. */
function time(moment: Date): Buffer {
	const digits = moment.toISOString().replace(/[-:T]|\.\d+/g, '');
	return der(0x17, Buffer.from(digits.slice(2), 'latin1'));
}

function extension(id: string, content: Buffer, weight: 'critical' | 'ordinary' = 'ordinary'): Buffer {
	return sequence(objectId(id), ...(weight === 'critical' ? [yes] : []), der(0x04, content));
}

/** BOOLEAN TRUE. */
const yes = der(0x01, Buffer.from([0xff]));

const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));

function pem(label: string, content: Buffer): string {
	const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
	return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
