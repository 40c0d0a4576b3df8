using Holdfast.Service.Hosting;

namespace Holdfast.Service.Tests.Hosting;

/// <summary>What is told on standard error, which leads to a file on a disk that may be full.</summary>
public sealed class WarningTests
{
    [Fact]
    public void Warn_DiskFull_WhoeverWarnsGoesOn()
    {
        using var file = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        var log = new StreamWriter(file, bufferSize: -1) { AutoFlush = true };
        Assert.Throws<IOException>(() => log.WriteLine("x"));
        NodeDatabase.Warn(log, "the member n1 of the cluster database ended; it is started again");
    }

    [Fact]
    public void Warn_SaysWhoWarns()
    {
        using var log = new StringWriter();
        NodeDatabase.Warn(log, "it is slow");
        Assert.Equal($"holdfastd: warning: it is slow{Environment.NewLine}", log.ToString());
    }
}
