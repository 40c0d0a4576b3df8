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
    /// <summary>What becomes of frames to and from etcd, whoever's.</summary>
    public EtcdFrames Etcd { get; init; }

    public static LinkQuality Perfect { get; } = new(0, 0, 0, TimeSpan.Zero);
}

/// <summary>What becomes of frames to and from a port of etcd's.</summary>
public enum EtcdFrames
{
    /// <summary>The same as of others.</summary>
    Carried,

    /// <summary>They are lost, in both directions.</summary>
    Lost,

    /// <summary>Those that the machine sends are held back, and let go once this is over.</summary>
    HeldBack,
}
