using FsCheck;
using FsCheck.Fluent;
using Holdfast.Database.Documents;

namespace Holdfast.Database.Tests.Documents;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("10s", 10_000)]
    [InlineData("5min", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0s", 0)]
    [InlineData("-90s", -90_000)]
    public void Text_ParseAndFormat_AreEachOthersInverse(string text, double milliseconds)
    {
        Assert.Equal(milliseconds, Durations.Parse(text).TotalMilliseconds);
        Assert.Equal(text, Durations.Format(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Theory]
    [InlineData("1.5s", 1_500)]
    [InlineData(" 2 min ", 120_000)]
    [InlineData("0.5h", 1_800_000)]
    [InlineData("2d", 172_800_000)]
    public void OtherWaysToWriteIt_Parse_AreRead(string text, double milliseconds) =>
        Assert.Equal(milliseconds, Durations.Parse(text).TotalMilliseconds);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("5 parsecs")]
    [InlineData("1e3s")]
    [InlineData("--1s")]
    [InlineData("99999999999999999999999999999h")]
    [InlineData("1h30min")]
    public void NoDuration_Parse_SaysWhatToWrite(string text)
    {
        Assert.False(Durations.TryParse(text, out _));
        Assert.Contains("250ms, 10s, 5min or 1h", Assert.Throws<FormatException>(() => Durations.Parse(text)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AnyDuration_ReadsBackEqual() => Prop
        .ForAll(ArbMap.Default.ArbFor<TimeSpan>(), value =>
        Assert.Equal(value, Durations.Parse(Durations.Format(value))))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithQuietOnSuccess(true));

    [Fact]
    public void Extremes_ReadBackEqual() => Assert.All(
        [TimeSpan.MinValue, TimeSpan.MaxValue, new TimeSpan(1), new TimeSpan(-1)],
        value => Assert.Equal(value, Durations.Parse(Durations.Format(value))));
}
