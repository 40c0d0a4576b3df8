using Holdfast.Linux;

namespace Holdfast.Guard.Loop;

/// <summary>A descriptor that the loop watches. It must be removed before the descriptor is closed.</summary>
internal sealed class PollSource(int fd, Action ready)
{
    public int Fd => fd;

    public Action Ready => ready;

    /// <summary>Zero rests it.</summary>
    public short Wanted { get; set; } = Descriptors.InputReady;

    public bool IsRemoved { get; private set; }

    public void Remove() => IsRemoved = true;
}
