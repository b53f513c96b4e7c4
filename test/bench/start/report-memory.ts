import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** Preloaded: collects garbage and tells its memory when it is asked to, and holds nothing up. */
process.on('message', () => {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	collect();
	collect();
	setTimeout(() => process.send?.(process.memoryUsage()), 500);
});
process.channel?.unref();
