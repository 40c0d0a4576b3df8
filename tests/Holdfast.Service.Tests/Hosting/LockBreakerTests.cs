using System.Diagnostics;
using Holdfast.Linux;
using Holdfast.Service.Hosting;
using Holdfast.Service.Tests.Packages;

namespace Holdfast.Service.Tests.Hosting;

/// <summary>Who holds the database file's lock: ended only if it is a service, and stopped for some time.</summary>
public sealed class LockBreakerTests
{
    private const string Program = "sleep";

    [Theory]
    [InlineData(Program, true, true)]
    [InlineData(Program, false, false)]
    [InlineData("holdfastd", true, false)]
    public async Task Holder_IsKilled_OnlyIfItIsAServiceThatIsStopped(string program, bool stopped, bool killed)
    {
        using Process holder = Process.Start(Program, ["1000"]);
        try
        {
            using PidFd handle = PidFd.TryOpen(holder.Id)!;
            await PackageNodes.UntilAsync(
                () => Path.GetFileName(new FileInfo($"/proc/{holder.Id}/exe").LinkTarget) == Program, "it runs");
            if (stopped)
            {
                handle.Send(Signals.Stop);
                await PackageNodes.UntilAsync(() => PidFd.IsStopped(holder.Id), "it is stopped");
            }

            List<string> says = [];
            var time = new ManualTime();
            var breaker = new LockBreaker(program, time, says.Add);

            // A wait that ended by itself, and later another one: each has its own patience.
            breaker.Look(holder.Id);
            time.Advance(TimeSpan.FromMinutes(1));
            for (int look = 0; look < 20; look++)
            {
                breaker.Look(holder.Id);
                Assert.Empty(says);
                time.Advance(TimeSpan.FromMilliseconds(25));
            }

            breaker.Look(holder.Id);
            breaker.Look(holder.Id);
            Assert.Equal(killed ? 1 : 0, says.Count);
            if (killed)
            {
                await handle.Exited.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            }

            Assert.Equal(killed, handle.Exited.IsCompleted);
        }
        finally
        {
            holder.Kill();
        }
    }
}
