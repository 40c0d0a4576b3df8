using Holdfast.Linux;
using Holdfast.Service.Hosting;
using Holdfast.Service.Tests.Fencing;
using Holdfast.Service.Tests.Packages;
using Xunit;

namespace Holdfast.Service.Tests.Hosting;

/// <summary>One service a node, and what another one that ends just then means.</summary>
public sealed class NodeLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-lock-").FullName;
    private readonly ManualTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder, "service.lock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task LockOfAServiceThatIsEnding_IsWaitedFor()
    {
        ExclusiveLock other = ExclusiveLock.TryTake(File)!;
        Task<ExclusiveLock?> taking = NodeLock.TakeAsync(_folder, _time, Token);
        await PackageNodes.UntilAsync(() => _time.Waits.Count > 0, "it waits");
        Assert.False(taking.IsCompleted);
        other.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        using ExclusiveLock? taken = await taking;
        Assert.NotNull(taken);
        Assert.Null(ExclusiveLock.TryTake(File));
    }

    [Fact]
    public async Task LockOfAServiceThatGoesOn_IsNotHadInTheEnd()
    {
        using ExclusiveLock other = ExclusiveLock.TryTake(File)!;
        Task<ExclusiveLock?> taking = NodeLock.TakeAsync(_folder, _time, Token);
        await PackageNodes.UntilAsync(() => _time.Waits.Count > 0, "it waits");
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Null(await taking);
    }

    [Fact]
    public async Task FileThatCannotBeOpened_IsSaidAsSuch()
    {
        Directory.CreateDirectory(File);
        var failed = await Assert.ThrowsAsync<LinuxException>(() => NodeLock.TakeAsync(_folder, _time, Token));
        Assert.Contains(File, failed.Message, StringComparison.Ordinal);
    }
}
