using Holdfast.Client.Errors;
using Holdfast.Database;

namespace Holdfast.Service.Api.Problems;

/// <summary>Gives every answer that is an error a body with a stable code, also those that the framework
/// makes.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        Refusal? refusal;
        try
        {
            await next(context).ConfigureAwait(false);
            refusal = context.Response.HasStarted ? null : Bare(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException bad)
        {
            refusal = bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? new Refusal(ErrorCodes.BodyTooLarge, "the body is too large: at most 1 MiB, for packages 256 MiB")
                : new Refusal(ErrorCodes.MalformedBody, bad.Message);
        }
        catch (DatabaseUnavailableException unavailable)
        {
            refusal = new Refusal(ErrorCodes.DatabaseUnavailable, unavailable.Message);
        }
        catch (DatabaseCorruptException corrupt)
        {
            LogUnexpected(context.Request.Path, corrupt);
            refusal = new Refusal(ErrorCodes.Unexpected, corrupt.Message);
        }
        catch (Exception failure)
        {
            LogUnexpected(context.Request.Path, failure);
            refusal = new Refusal(ErrorCodes.Unexpected,
                $"an unexpected error, written to the node's log under {context.TraceIdentifier}");
        }

        if (refusal is not null && !context.Response.HasStarted)
        {
            await new ProblemResult(refusal).ExecuteAsync(context).ConfigureAwait(false);
        }
    }

    private static Refusal? Bare(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound when context.GetEndpoint() is null =>
            new Refusal(ErrorCodes.NoSuchAddress, $"there is nothing at {context.Request.Path}"),
        StatusCodes.Status405MethodNotAllowed => new Refusal(ErrorCodes.WrongMethod,
            $"{context.Request.Path} does not take {context.Request.Method}"),
        StatusCodes.Status415UnsupportedMediaType => new Refusal(ErrorCodes.WrongMediaType,
            $"{context.Request.Path} does not take a body of type \"{context.Request.ContentType}\""),
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "request {Path} failed")]
    private partial void LogUnexpected(string path, Exception failure);
}
