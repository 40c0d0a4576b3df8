using System.Diagnostics;
using System.Text;
using Xunit;

namespace Holdfast.Linux.Tests;

/// <summary>A watchdog, in whose place a FIFO stands here.</summary>
public sealed class WatchdogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-watchdog-").FullName;

    private string Fifo => Path.Combine(_folder, "watchdog");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Armed_Fed_AndDisarmed_TheDeviceHearsIt()
    {
        using FileStream device = Make();
        using (var watchdog = Watchdog.Arm(Fifo, TimeSpan.FromSeconds(5)))
        {
            Assert.Equal(TimeSpan.FromSeconds(5), watchdog.Timeout);
            watchdog.Feed();
            watchdog.Disarm();
        }

        Assert.Equal("T5\nkV", Heard(device));
    }

    [Fact]
    public void Closed_ItIsNotDisarmed()
    {
        using FileStream device = Make();
        Watchdog.Arm(Fifo, TimeSpan.FromSeconds(2)).Dispose();
        Assert.Equal("T2\n", Heard(device));
    }

    [Fact]
    public void NobodyBehindIt_ItIsNotArmed()
    {
        Make().Dispose();
        Assert.Contains(
            Fifo,
            Assert.Throws<LinuxException>(() => Watchdog.Arm(Fifo, TimeSpan.FromSeconds(5))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void DeviceThatIsNoWatchdog_IsRefused() =>
        Assert.Throws<LinuxException>(() => Watchdog.Arm("/dev/null", TimeSpan.FromSeconds(5)));

    /// <summary>A terminal's end stands for a device that takes what is written, but knows no time-outs.</summary>
    [Fact]
    public void DeviceThatTakesNoTimeOut_IsDisarmed_ForNobodyFeedsIt()
    {
        using var terminal = PseudoTerminal.Open();
        Assert.Contains("time-out", Assert.Throws<LinuxException>(
            () => Watchdog.Arm(terminal.Path, TimeSpan.FromSeconds(5))).Message, StringComparison.Ordinal);
        Assert.Equal("V", terminal.Read());
    }

    [Fact]
    public void WhatIsMissing_OrNoDevice_IsSaid()
    {
        Assert.Contains("there is no", Watchdog.WhyNot(Fifo), StringComparison.Ordinal);
        File.WriteAllText(Fifo, "");
        Assert.Contains("neither a character device nor a FIFO", Watchdog.WhyNot(Fifo), StringComparison.Ordinal);
        Assert.Null(Watchdog.WhyNot("/dev/null"));
    }

    /// <summary>The FIFO, with the end that a driver would read.</summary>
    private FileStream Make()
    {
        using Process made = Process.Start("mkfifo", [Fifo]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);

        // For reading and writing, which waits for nobody.
        return new FileStream(Fifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
    }

    private static string Heard(FileStream device)
    {
        byte[] bytes = new byte[100];
        return Encoding.ASCII.GetString(bytes, 0, device.Read(bytes));
    }
}
