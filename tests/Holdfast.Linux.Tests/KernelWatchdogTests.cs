using System.Globalization;
using Xunit;

namespace Holdfast.Linux.Tests;

/// <summary>
/// A watchdog of the kernel's, softdog or the machine's own, where one was named for it; and that none is armed that
/// was not.
/// </summary>
public sealed class KernelWatchdogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-watchdog-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void RealDevice_IsArmed_Fed_AndDisarmed_AsTheKernelSays()
    {
        KernelWatchdogGate kernel = KernelWatchdogGate.Here;
        string? whyNot = kernel.WhyNot();
        Assert.SkipWhen(whyNot is not null, whyNot ?? "");

        using (var watchdog = Watchdog.Arm(kernel.Device, TimeSpan.FromSeconds(60)))
        {
            Assert.Equal("active", kernel.State);
            Assert.Equal(
                watchdog.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture), kernel.Timeout);
            watchdog.Feed();
            Assert.Throws<LinuxException>(() => Watchdog.Arm(kernel.Device, TimeSpan.FromSeconds(60)));
            watchdog.Disarm();
        }

        Assert.Equal("inactive", kernel.State);
    }

    [Theory]
    [InlineData("0", "inactive", null)]
    [InlineData("1", "inactive", "would reset this machine")]
    [InlineData("0", "active", "somebody feeds")]
    [InlineData(null, "inactive", "does not say whether")]
    [InlineData("0", null, "does not say how")]
    public void Device_IsArmedOnlyIfItCanBeDisarmed_AndNobodyFeedsIt(string? noWayOut, string? state, string? why)
    {
        string told = Directory.CreateDirectory(Path.Combine(_folder, "null")).FullName;
        foreach ((string name, string? value) in new[] { ("nowayout", noWayOut), ("state", state) })
        {
            if (value is not null)
            {
                File.WriteAllText(Path.Combine(told, name), value + "\n");
            }
        }

        string? found = new KernelWatchdogGate("/dev/null", _folder).WhyNot();

        Assert.Equal(why is null, found is null);
        Assert.Contains(why ?? "", found ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void NoDeviceNamed_NoneIsArmed()
    {
        Assert.Contains("HOLDFAST_TEST_WATCHDOG names no watchdog", new KernelWatchdogGate(null, _folder).WhyNot(),
            StringComparison.Ordinal);
        Assert.Contains("names no watchdog", new KernelWatchdogGate("", _folder).WhyNot(), StringComparison.Ordinal);
        Assert.Contains("there is no", new KernelWatchdogGate(Path.Combine(_folder, "none"), _folder).WhyNot(),
            StringComparison.Ordinal);
    }
}
