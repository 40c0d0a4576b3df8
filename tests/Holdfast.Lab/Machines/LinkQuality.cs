namespace Holdfast.Lab.Machines;

/// <summary>
/// What a <see cref="LossyLink"/> does to each frame, in both directions, independently of all others.
/// </summary>
/// <param name="Lost">The share that never arrives.</param>
/// <param name="Twice">The share of the others that arrives twice.</param>
/// <param name="Late">
/// The share that is held back for up to <paramref name="Lateness"/>, so that later ones overtake it.
/// </param>
/// <param name="Lateness">The longest of that.</param>
public sealed record LinkQuality(double Lost, double Twice, double Late, TimeSpan Lateness)
{
    public static LinkQuality Perfect { get; } = new(0, 0, 0, TimeSpan.Zero);
}
