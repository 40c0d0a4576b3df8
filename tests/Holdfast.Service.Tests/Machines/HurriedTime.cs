namespace Holdfast.Service.Tests.Machines;

/// <summary>A clock on which ten seconds pass between any two looks at it, and no pause takes longer than a moment.
/// </summary>
internal sealed class HurriedTime : TimeProvider
{
    private long _looks;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => Interlocked.Add(ref _looks, 10);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
}
