export function tuneForStart(): void;
export function tuneForWork(): void;
